package consumer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.NpyWriter;
import org.desisky.core.io.Npz;
import org.desisky.core.noise.Noise;
import org.desisky.core.pca.PrincipalComponents;

/**
 * Writes seeded noise to a file that NumPy reads, reads it again, and prints the standard deviation
 * of its first principal component.
 */
public final class Arrays {
  private static final int ROWS = 50;
  private static final int COLUMNS = 4;

  private Arrays() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("noise.npy"));
      NpyWriter.floats(zip, Noise.of(1).stream("example").normals(ROWS * COLUMNS), ROWS, COLUMNS);
    }
    try (Npz npz = Npz.open(file)) {
      FloatMatrix noise = FloatMatrix.of(npz.floats("noise"), ROWS, COLUMNS);
      System.out.println(PrincipalComponents.fit(noise, 1).standardDeviations()[0]);
    }
  }
}
