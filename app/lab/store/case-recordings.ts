/**
 * Every file of the library that a case names: its trace, and the raw texts that it was read from. Columns `run`, `sha256`. A
 * case that cannot be read names none.
 */
export const caseRecordings = `
SELECT run, trace AS sha256 FROM cases WHERE trace IS NOT NULL
UNION SELECT c.run, log.value ->> '$.sha256'
FROM cases c, json_each(CASE WHEN json_valid(c.body) THEN c.body ELSE '{}' END, '$.logs') log`;
