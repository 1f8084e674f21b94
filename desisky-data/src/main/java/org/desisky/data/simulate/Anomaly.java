package org.desisky.data.simulate;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * A spectrum that was spoilt on purpose, and how.
 *
 * @param row of the catalogue, from 0
 * @param expid its EXPID
 * @param kind what was done
 * @param strength how strongly, 0.6 to 1.2
 * @param from the first wavelength changed, Å
 * @param to the last wavelength changed, Å
 * @param details what else there is to say, by name: {@code wave} (list of Å: the hits of a cosmic
 *     ray, both ends of a dead band), {@code arm} ({@code b}, {@code r} or {@code z}), {@code
 *     gain}, {@code shift} (Å), {@code temperature} (K)
 */
public record Anomaly(
    int row,
    int expid,
    AnomalyKind kind,
    double strength,
    double from,
    double to,
    Map<String, Object> details) {
  /** Copies what is given. */
  public Anomaly {
    details = ImmutableMap.copyOf(details);
  }
}
