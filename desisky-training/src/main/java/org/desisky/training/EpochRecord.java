package org.desisky.training;

import java.util.Optional;
import org.desisky.vae.LossValues;

/**
 * What came out of one epoch.
 *
 * @param epoch counted from 0
 * @param train means over the training rows, weighted by batch size, while the weights changed
 * @param test means over the test rows after the epoch; empty where it was not validated
 * @param learningRate the rate at the epoch's end
 * @param seconds wall time, validation and checkpoint included
 */
public record EpochRecord(
    int epoch, LossValues train, Optional<LossValues> test, double learningRate, double seconds) {}
