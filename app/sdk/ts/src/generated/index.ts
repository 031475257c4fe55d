// Made from programs/idls/rayment.json by `./x client`: do not edit.

export * from './accounts/index.js';
export * from './errors/index.js';
export * from './events/index.js';
export * from './instructions/index.js';
export * from './pdas/index.js';
export * from './programs/index.js';
export * from './types/index.js';
export * from './constants.js';
export * from './tables.js';
