package org.desisky.training.optimizer;

/**
 * One step with a parameter.
 *
 * @param number how many were made with it, this one included
 * @param scale what gradients are multiplied by first
 * @param rate its size
 */
record Step(int number, float scale, double rate) {}
