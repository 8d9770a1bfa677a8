import { openEmbeddedTestDatabase } from '../support/embedded/test-database.ts';
import { describeStore } from './store-contract.ts';

describeStore('sql.js', openEmbeddedTestDatabase);
