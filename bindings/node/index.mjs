import beckon from './index.js';

export const { BeckonError, Workspace, compact, open, openapi, operations, version } = beckon;
export default beckon;
