package org.desisky.data.simulate;

import java.util.function.DoubleUnaryOperator;
import org.desisky.data.DesiGrid;

/**
 * The three wavelength grids, vacuum Å: the catalogue's channels; a fine grid on which line-rich
 * spectra are made before the instrument blurs them; and the nodes, every tenth channel, on which
 * smooth functions are computed, straight lines between them being good to 1e-4.
 */
final class Grid {
  static final int CHANNELS = DesiGrid.CHANNELS;
  static final double FIRST = DesiGrid.FIRST;
  static final double STEP = DesiGrid.STEP;

  static final double FINE_FIRST = 3580;
  static final double FINE_STEP = 0.1;
  static final int FINE_POINTS = 62641;

  private static final int CHANNELS_PER_NODE = 10;
  static final int NODES = CHANNELS / CHANNELS_PER_NODE + 2;

  private Grid() {}

  /** The wavelength of a channel. */
  static double wavelength(int channel) {
    return FIRST + STEP * channel;
  }

  /** The wavelength of a point of the fine grid. */
  static double fine(int point) {
    return FINE_FIRST + FINE_STEP * point;
  }

  /** The wavelength of a node. */
  static double node(int node) {
    return FIRST + STEP * CHANNELS_PER_NODE * node;
  }

  /** A function at the nodes. */
  static double[] atNodes(DoubleUnaryOperator function) {
    double[] values = new double[NODES];
    for (int i = 0; i < NODES; i++) {
      values[i] = function.applyAsDouble(node(i));
    }
    return values;
  }

  /** A function on the fine grid. */
  static double[] atFinePoints(DoubleUnaryOperator function) {
    double[] values = new double[FINE_POINTS];
    for (int i = 0; i < FINE_POINTS; i++) {
      values[i] = function.applyAsDouble(fine(i));
    }
    return values;
  }

  /** A smooth function at a channel, from its values at the nodes. */
  static double smooth(double[] nodes, int channel) {
    int node = channel / CHANNELS_PER_NODE;
    double part = (channel - node * CHANNELS_PER_NODE) / (double) CHANNELS_PER_NODE;
    return nodes[node] + part * (nodes[node + 1] - nodes[node]);
  }
}
