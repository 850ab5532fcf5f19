import beckon from './index.js';

export const { BeckonError, Workspace, open, openapi, operations, version } = beckon;
export default beckon;
