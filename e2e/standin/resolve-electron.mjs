/** Node asks here where a module lies. Electron's own package is never loaded: it would try to download its program. */
export async function resolve(specifier, context, next) {
  if (specifier === 'electron') return { url: new URL('./electron.mjs', import.meta.url).href, shortCircuit: true };
  return await next(specifier, context);
}
