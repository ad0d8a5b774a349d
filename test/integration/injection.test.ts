import { injectionTests } from '../fixtures/injections/injection-tests.js';

// Each document in one of three ways; `npm run test:injection` has all of them.
injectionTests(false);
