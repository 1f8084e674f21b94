package org.desisky.data.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.desisky.core.noise.Noise;
import org.desisky.data.SkyCondition;

/**
 * Which exposures a survey would have taken between 2020-12-14 and 2022-06-13. Each open night is
 * filled from dusk to dawn with tiles of one to four exposures; the catalogue then draws from all
 * of these so that conditions have their shares. When one pass over the nights does not hold
 * enough, another is laid beside it.
 */
final class ObservingLog {
  static final int FIRST_DAY = 59197;
  static final int LAST_DAY = 59743;

  private static final double SMOKE_SHARE = 0.02;
  private static final int MOST_PASSES = 200;

  private final Noise noise;
  private final Tiles tiles = Tiles.all();
  private final List<Night> nights = new ArrayList<>();

  ObservingLog(Noise noise) {
    this.noise = noise;
    for (int day = FIRST_DAY; day <= LAST_DAY; day++) {
      Night night = Night.of(day, noise);
      if (!night.closed()) {
        nights.add(night);
      }
    }
  }

  /** So many exposures, in the order of time. */
  List<Exposure> draw(int rows) {
    Map<SkyCondition, Integer> shares = shares(rows);
    int smoky = (int) StrictMath.round(SMOKE_SHARE * rows);
    List<Candidate> candidates = new ArrayList<>();
    List<Exposure> chosen = List.of();
    for (int pass = 0; pass < MOST_PASSES && chosen.size() < rows; pass++) {
      addPass(pass, candidates);
      candidates.sort(Comparator.comparingDouble(Candidate::key));
      chosen = choose(candidates, shares, smoky);
    }
    return chosen.stream().sorted(Comparator.comparingDouble(Exposure::mjd)).toList();
  }

  private static Map<SkyCondition, Integer> shares(int rows) {
    Map<SkyCondition, Integer> shares = new EnumMap<>(SkyCondition.class);
    int left = rows;
    for (SkyCondition condition : SkyCondition.values()) {
      int share = Math.min(left, (int) StrictMath.round(share(condition) * rows));
      shares.put(condition, share);
      left -= share;
    }
    shares.merge(SkyCondition.DARK, left, Integer::sum);
    return shares;
  }

  private static double share(SkyCondition condition) {
    return switch (condition) {
      case DARK -> 0.55;
      case MOON -> 0.20;
      case TWILIGHT -> 0.115;
      case OTHER -> 0.135;
    };
  }

  // The first of the candidates that fit: smoky nights to their share, then the rest.
  private static List<Exposure> choose(
      List<Candidate> candidates, Map<SkyCondition, Integer> shares, int smoky) {
    Map<SkyCondition, Integer> room = new EnumMap<>(shares);
    List<Exposure> chosen = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (candidate.exposure().night().smoky()
          && chosen.size() < smoky
          && takeRoom(room, candidate.exposure().condition())) {
        chosen.add(candidate.exposure());
      }
    }
    for (Candidate candidate : candidates) {
      if (!candidate.exposure().night().smoky()
          && takeRoom(room, candidate.exposure().condition())) {
        chosen.add(candidate.exposure());
      }
    }
    return chosen;
  }

  private static boolean takeRoom(Map<SkyCondition, Integer> room, SkyCondition condition) {
    int left = room.get(condition);
    room.put(condition, Math.max(0, left - 1));
    return left > 0;
  }

  private void addPass(int pass, List<Candidate> candidates) {
    for (Night night : nights) {
      Noise start = noise.stream("start").at(pass, night.day());
      double time = night.dusk() + 0.004 + 0.02 * start.uniform(0);
      int tile = -1;
      int repeats = 0;
      for (long index = 0; time < night.dawn() - 0.004; index++) {
        Noise own = noise.stream("exposure").at(pass, night.day(), index);
        Ephemeris sky = Ephemeris.at(time);
        if (repeats == 0 || !Tiles.observable(sky, tiles.direction(tile))) {
          tile = tiles.choose(sky, own.stream("tile"));
          repeats = 1 + (int) (4 * own.uniform(0) * own.uniform(1));
        }
        if (tile < 0) {
          time += 0.01;
          repeats = 0;
          continue;
        }
        repeats--;
        double seconds = seconds(sky, own);
        Direction target = tiles.direction(tile);
        candidates.add(
            new Candidate(
                own.uniform(2),
                new Exposure(
                    night,
                    time,
                    seconds,
                    Tiles.FIRST_ID + tile,
                    target,
                    sky.geometry(target),
                    night.transparency(time),
                    own)));
        time += (seconds + 110 + 60 * own.uniform(3)) / 86400;
      }
    }
  }

  // Bright skies are exposed for a shorter time.
  private static double seconds(Ephemeris sky, Noise own) {
    boolean dark = sky.sunAltitude() < -20 && sky.moonAltitude() < -5;
    double seconds = dark ? 990 + 220 * own.normal(4) : 435 + 190 * own.normal(4);
    return Numbers.clamp(seconds, 90, 1800);
  }

  // The key decides who is taken first.
  private record Candidate(double key, Exposure exposure) {}
}
