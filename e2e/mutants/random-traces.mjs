/** Properties of thousands of random traces. */
import.meta.glob('../../engine/replay/{app-by-app,invariants}.test.ts', { eager: true });
