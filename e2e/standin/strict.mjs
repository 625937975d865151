/** A stand-in must not pretend: whatever it lacks ends the program with a message, so that new use of Electron is seen. */
export function strict(name, members) {
  return new Proxy(members, {
    get(known, member) {
      if (member in known || typeof member === 'symbol' || member === 'then') {
        const value = Reflect.get(known, member, known);
        return typeof value === 'function' ? value.bind(known) : value;
      }
      process.stderr.write(`stand-in: it has no ${name}.${String(member)}\n`);
      process.exit(70);
    },
  });
}
