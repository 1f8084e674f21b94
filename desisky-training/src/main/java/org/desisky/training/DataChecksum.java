package org.desisky.training;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;

/**
 * What tells data from other data: SHA-256 of their numbers, little-endian. Spectra are taken 256
 * at a time, on all cores, and the checksum is that of the blocks' checksums one after the other.
 */
final class DataChecksum {
  private static final int ROWS_AT_ONCE = 256;

  private DataChecksum() {}

  /** The checksum of spectra, in hexadecimal. */
  static String of(FloatMatrix spectra) {
    int blocks = (spectra.rows() + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE;
    byte[][] sums =
        IntStream.range(0, blocks)
            .parallel()
            .mapToObj(block -> ofBlock(spectra, block * ROWS_AT_ONCE))
            .toArray(byte[][]::new);
    Hasher hasher = Hashing.sha256().newHasher();
    hasher.putInt(spectra.rows()).putInt(spectra.columns());
    for (byte[] sum : sums) {
      hasher.putBytes(sum);
    }
    return hasher.hash().toString();
  }

  private static byte[] ofBlock(FloatMatrix spectra, int first) {
    Hasher hasher = Hashing.sha256().newHasher();
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * spectra.columns()).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer row = bytes.asFloatBuffer();
    for (int i = first; i < Math.min(spectra.rows(), first + ROWS_AT_ONCE); i++) {
      row.clear();
      spectra.copyRow(i, row);
      hasher.putBytes(bytes.array());
    }
    return hasher.hash().asBytes();
  }

  /** The checksum of row numbers, in hexadecimal. */
  static String of(int[] rows) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (int row : rows) {
      hasher.putInt(row);
    }
    return hasher.hash().toString();
  }
}
