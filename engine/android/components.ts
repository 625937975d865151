/**
 * Component names. The platform prints the short form `pkg/.Cls` (`ComponentName.flattenToShortString`), dumps and
 * exceptions print `pkg/pkg.Cls` or `ComponentInfo{pkg/pkg.Cls}`. Everything here is kept in one form: `pkg/.Cls`.
 */
export function shortComponent(text: string): string {
  const slash = text.indexOf('/');
  if (slash <= 0) return text;
  const packageName = text.slice(0, slash);
  const className = text.slice(slash + 1);
  const isInPackage = className.startsWith(`${packageName}.`);
  return isInPackage ? `${packageName}/${className.slice(packageName.length)}` : text;
}

/** The package of a component or process name: `pkg/.Cls` → `pkg`, `pkg:remote` → `pkg`. */
export function packageOf(text: string): string {
  const end = text.search(/[/:]/);
  return end < 0 ? text : text.slice(0, end);
}
