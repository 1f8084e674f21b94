package org.desisky.vae;

/**
 * Kernels that differ in their width alone: one of {@link KernelShape}, or one's own. With a width
 * it makes the kernel of a run ({@link KernelWidth#kernel}).
 */
public interface KernelFamily {
  /**
   * Its name in the settings that checkpoints and states keep. A run that goes on is told by it
   * that the kernel is the same: so it names all that is set of the kernels but their width, and
   * changes with their formula.
   */
  String label();

  /**
   * The kernel of a width.
   *
   * @param sigma σ, above 0 and finite, in units of the latents
   */
  Kernel of(double sigma);
}
