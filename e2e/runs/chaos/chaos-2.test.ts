import { chaosTests } from './chaos-fixture.js';

chaosTests(1, 2);
