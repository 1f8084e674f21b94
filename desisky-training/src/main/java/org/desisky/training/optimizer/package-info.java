/**
 * Optimizers that are the same on every engine and own their state. They are DJL {@code
 * Optimizer}s, and can be made to clip gradients by their global norm.
 */
package org.desisky.training.optimizer;
