package org.desisky.tables;

import org.desisky.core.FloatMatrix;

/**
 * Latents of a file, and which spectra of a catalogue they are of.
 *
 * @param latents a row each, (N, d)
 * @param row of each in its catalogue, from 0; empty where the file does not tell
 * @param expid the exposure of each, {@link StreamColumn#UNKNOWN} where it is not known; empty
 *     where the file tells of none
 */
@SuppressWarnings("ArrayRecordComponent") // read in one place and written in another
public record LatentTable(FloatMatrix latents, long[] row, long[] expid) {}
