import * as beckon from './index.js';

export * from './index.js';
export default beckon;
