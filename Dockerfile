# syntax=docker/dockerfile:1

FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev && chmod +x dist/src/cli/main.js

FROM node:22-slim
ENV NODE_ENV=production \
    KAOJU_HOST=0.0.0.0 \
    KAOJU_PORT=8080 \
    KAOJU_DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json /app/openapi.yaml /app/LICENSE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/models ./models
COPY --from=build /app/prompts ./prompts
COPY --from=build /app/examples ./examples
COPY --from=build /app/dist ./dist
# `docker exec … kaoju doctor` and the other commands; the data folder belongs to the user that the server runs as.
RUN ln -s /app/dist/src/cli/main.js /usr/local/bin/kaoju && install -d -o node -g node /data
USER node
VOLUME /data
EXPOSE 8080
# Liveness only: a server that waits for an encoder elsewhere must not be killed for it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.KAOJU_PORT}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Outside loopback the server refuses to start without KAOJU_API_KEYS.
ENTRYPOINT ["kaoju"]
CMD ["serve"]
