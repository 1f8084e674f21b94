package consumer;

import java.nio.file.Path;
import java.util.Locale;
import org.desisky.data.SkyCatalog;
import org.desisky.data.photometry.Photometry;
import org.desisky.data.photometry.SkyBand;

/** Prints how bright the sky was in V, for each spectrum of a catalogue. */
public final class Magnitudes {
  private Magnitudes() {}

  public static void main(String[] args) {
    SkyCatalog catalog = SkyCatalog.read(Path.of(args[0]));
    double[] magnitudes =
        Photometry.on(catalog.wavelength())
            .magnitudes(catalog.flux(), SkyBand.V);
    for (double magnitude : magnitudes) {
      System.out.println(String.format(Locale.ROOT, "%.4f", magnitude));
    }
  }
}
