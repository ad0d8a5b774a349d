import { benchHttp } from './http.js';

// `npm run bench:load -- DATA [SECONDS [FOLDER]]`: the HTTP loads alone, as long as asked for. FOLDER is a data folder that
// holds the pages of DATA as the collection `docs`, to save the time to ingest them.

const [dataDir = '', seconds = '60', ingested] = process.argv.slice(2);
const figures = await benchHttp(dataDir, { seconds: Number(seconds), ingested });
console.log(
  JSON.stringify(figures, (_, value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value), 2),
);
