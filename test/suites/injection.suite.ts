import { injectionTests } from '../fixtures/injections/injection-tests.js';

injectionTests(true);
