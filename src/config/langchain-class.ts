/** Reads `module#Class`, a class of a LangChain package; null when the text is not of that form. */
export function parseLangchainClass(text: string): { readonly module: string; readonly name: string } | null {
  const [, module, name] = /^([^#\s]+)#([A-Za-z_$][\w$]*)$/.exec(text.trim()) ?? [];
  return module && name ? { module, name } : null;
}
