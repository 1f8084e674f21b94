package org.desisky.data.fetch;

import java.nio.file.Path;

/**
 * A published file that is now on this machine.
 *
 * @param path where; absolute
 * @param bytes its size
 * @param downloaded whether this call brought it; false if it was there
 * @param verified whether its SHA-256 is known to be the published one
 */
public record Fetched(Path path, long bytes, boolean downloaded, boolean verified) {}
