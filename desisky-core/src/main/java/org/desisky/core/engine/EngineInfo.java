package org.desisky.core.engine;

import java.util.List;
import java.util.Optional;

/**
 * What is known of one engine on the class path.
 *
 * @param name the engine's name
 * @param version the version of its native library, {@code unknown} where it does not start
 * @param library where its native library lies, if the engine says so
 * @param devices the devices it sees, such as {@code cpu} and {@code gpu:0}; none if it does not
 *     start
 * @param failure why it does not start, if so
 * @param problem what kind of failure that is; {@code OTHER} where it starts
 */
public record EngineInfo(
    String name,
    String version,
    Optional<String> library,
    List<String> devices,
    Optional<String> failure,
    EngineProblem problem) {}
