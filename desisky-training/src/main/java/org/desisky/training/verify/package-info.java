/**
 * Proof that an engine on a machine computes what it should: a few steps held against a reference.
 */
package org.desisky.training.verify;
