// Made from programs/idls/rayment.json by `./x client`: do not edit.

export * from './channel.js';
export * from './client.js';
export * from './guardian.js';
export * from './job.js';
export * from './market.js';
export * from './marketParams.js';
export * from './order.js';
export * from './provider.js';
