package org.desisky.data.fetch;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.desisky.core.io.Folders;

/**
 * The weights that the authors of the Python package publish: a SkyVAE trained on the DESI DR1 sky
 * spectra, as a checkpoint ({@code .eqx}) of 76.2 MB.
 */
public final class PretrainedWeights {
  private static final Map<String, RemoteFile> MODELS =
      Map.of(
          "vae",
          new RemoteFile(
              "the pretrained VAE weights",
              URI.create(
                  "https://huggingface.co/datasets/mjdowicz/desisky/resolve/main/vae_weights.eqx"),
              Optional.of("638948543d7c2dcadd42efbc62c9558f9f9779440aa97bd47220a3c91e42d607"),
              100_000_000,
              Path.of("vae", "vae_weights.eqx"),
              Optional.of("HF_TOKEN")));

  private PretrainedWeights() {}

  /** Names of the models that weights are published of. */
  public static List<String> names() {
    return MODELS.keySet().stream().sorted().toList();
  }

  /**
   * The published file of a model.
   *
   * @param name one of {@link #names()}
   * @throws IllegalArgumentException if there is none of that name; the message lists the known
   */
  public static RemoteFile published(String name) {
    RemoteFile file = MODELS.get(name);
    if (file == null) {
      throw new IllegalArgumentException(
          "there are no published weights of '"
              + name
              + "', only of: "
              + String.join(", ", names()));
    }
    return file;
  }

  /**
   * Where the weights of a model are kept, whether they are there or not: {@code
   * vae/vae_weights.eqx} in the user's folder of pretrained models. The Python package keeps them
   * in the same place.
   *
   * @throws IllegalArgumentException as {@link #published}
   */
  public static Path cachedPath(String name) {
    return published(name).in(Folders.ofUser().pretrainedModels());
  }

  /**
   * Downloads the weights of a model to {@link #cachedPath} unless they are there; the path.
   *
   * @throws IllegalArgumentException as {@link #published}
   * @throws org.desisky.data.fetch.FetchException as {@link Fetcher#fetch}
   */
  public static Path fetch(String name) {
    return Fetcher.ofUser().fetch(published(name), Folders.ofUser().pretrainedModels()).path();
  }
}
