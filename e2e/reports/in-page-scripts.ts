/** What is asked of a page in the browser. Texts and not functions: this program is compiled without the names of the DOM. */

/** Elements, attributes and links that our reports never have: a list of what was found. */
export const strangers = `(() => {
  const banned = 'script,iframe,object,embed,form,input,button,textarea,img,image,use,foreignObject,base,link,audio,video,' +
    'template,noscript,math,set,animate';
  const found = [...document.querySelectorAll(banned)].map(({ localName }) => 'element ' + localName);
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (/^on|^style$|^src|^xlink|^action$|^formaction$/.test(name)) found.push('attribute ' + name);
      if (name === 'href' && !value.startsWith('#')) found.push('href ' + value);
    }
  }
  return [...found, ...(document.querySelectorAll('meta').length === 4 ? [] : ['a meta of another'])];
})()`;

/** All text of the page, folded or not. */
export const shownText = 'document.documentElement.textContent';

/** Opens what is folded, so that it is laid out. */
export const unfold = `for (const details of document.querySelectorAll('details')) details.open = true`;

/** What the browser's XML parser makes of a JUnit file. */
export interface ReadJUnit {
  readonly error: string | null;
  readonly names: readonly string[];
  readonly suites: readonly string[];
  readonly cases: number;
  readonly bodies: readonly string[];
}

export const readJUnit = (xml: string): string => `(() => {
  const parsed = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml');
  return {
    error: parsed.querySelector('parsererror')?.textContent ?? null,
    names: [...new Set([...parsed.querySelectorAll('*')].map(({ localName }) => localName))].sort(),
    suites: [...parsed.querySelectorAll('testsuite')].map((suite) => suite.getAttribute('name')),
    cases: parsed.querySelectorAll('testcase').length,
    bodies: [...parsed.querySelectorAll('failure,skipped,error')].map(({ textContent }) => textContent),
  };
})()`;
