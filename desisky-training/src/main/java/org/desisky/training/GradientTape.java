package org.desisky.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.desisky.core.engine.HostMemory;
import org.desisky.vae.SkyVae;

/**
 * Where the gradients of a model's parameters are collected, batch by batch.
 *
 * <p>An engine that shares its memory with Java adds a new gradient to the one that is there, so it
 * would have to be set to zero first and added to then: two passes over all weights. There, each
 * batch sees the parameters through views of its own, whose gradients start as nothing and end with
 * the batch. Elsewhere the views would be copies, and gradients are overwritten anyway: they stay
 * with the parameters.
 */
final class GradientTape {
  private final List<Parameter> parameters = new ArrayList<>();
  private final boolean views;

  GradientTape(SkyVae vae) {
    for (Pair<String, Parameter> parameter : vae.getParameters()) {
      parameters.add(parameter.getValue());
    }
    views = HostMemory.isShared(parameters.get(0).getArray());
    if (!views) {
      vae.freezeParameters(false);
    }
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** The parameters for one forward pass. */
  Recording record(NDManager scope) {
    return new Recording(scope);
  }

  /** Hands the parameters to one forward pass, and their gradients out after the backward pass. */
  final class Recording extends ParameterStore {
    private final NDManager scope;
    private final Map<Parameter, NDArray> leaves = new HashMap<>();

    private Recording(NDManager scope) {
      super(scope, false);
      this.scope = scope;
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
      return views
          ? leaves.computeIfAbsent(parameter, this::view)
          : super.getValue(parameter, device, training);
    }

    private NDArray view(Parameter parameter) {
      NDArray view = parameter.getArray().stopGradient();
      view.attach(scope);
      view.setRequiresGradient(true);
      return view;
    }

    /** The gradients, in the order of the parameters. */
    List<NDArray> gradients() {
      List<NDArray> gradients = new ArrayList<>(parameters.size());
      for (Parameter parameter : parameters) {
        NDArray leaf = views ? leaves.get(parameter) : parameter.getArray();
        gradients.add(leaf.getGradient());
      }
      return gradients;
    }
  }
}
