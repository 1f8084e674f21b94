package consumer;

import java.nio.file.Path;
import org.desisky.core.engine.Compute;
import org.desisky.vae.Latents;
import org.desisky.vae.SkyVae;

/** Encodes a made-up spectrum with the model of a checkpoint and prints the means of its latents. */
public final class Encode {
  private Encode() {}

  public static void main(String[] args) {
    try (SkyVae vae = SkyVae.load(Path.of(args[0]), Compute.auto())) {
      float[] spectrum = new float[vae.inChannels()];
      for (int c = 0; c < spectrum.length; c++) {
        spectrum[c] = (float) (0.5 + (17L * c + (long) c * c % 113) % 257 / 256.0);
      }
      Latents latents = vae.encode(spectrum);
      for (float mean : latents.mean().row(0)) {
        System.out.println(mean);
      }
    }
  }
}
