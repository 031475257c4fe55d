// Made from programs/idls/rayment.json by `./x client`: do not edit.

export * from './accountMigrate.js';
export * from './jobAccept.js';
export * from './jobApprove.js';
export * from './jobAssign.js';
export * from './jobCancel.js';
export * from './jobClaim.js';
export * from './jobDeliver.js';
export * from './jobDispute.js';
export * from './jobExpire.js';
export * from './jobFail.js';
export * from './jobReject.js';
export * from './jobSeal.js';
export * from './jobSettle.js';
export * from './jobStart.js';
export * from './marketInit.js';
export * from './marketUpdate.js';
export * from './orderDraw.js';
export * from './orderReturn.js';
export * from './providerPause.js';
export * from './providerPrice.js';
export * from './providerRegister.js';
export * from './providerRetire.js';
export * from './providerSweep.js';
export * from './providerUpdate.js';
export * from './providerWithdraw.js';
