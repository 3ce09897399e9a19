"""Norms of gradients and weights of torch modules, taken while they are trained."""

from .guard import warn_of, warn_once


class Watch:
    """Looks at a module every `every` backward passes. Norms stay tensors until the next log, so that no device is waited for."""

    def __init__(self, model, log, every):
        self.model = model
        self._gradients = log in ("gradients", "all")
        self._weights = log in ("parameters", "all")
        self._every = max(1, int(every))
        self._handles = []
        self._norms = {}
        parameters = [(name, each) for name, each in model.named_parameters() if each.requires_grad]
        if not parameters:
            warn_once("watch", "The watched model has no parameters that are trained.")
            return
        for name, parameter in parameters:
            hook = self._hook(f"gradients/{name}", f"parameters/{name}", parameter)
            if hasattr(parameter, "register_post_accumulate_grad_hook"):
                self._handles.append(parameter.register_post_accumulate_grad_hook(hook))
            else:
                self._handles.append(parameter.register_hook(hook))

    def _hook(self, gradient_key, weight_key, parameter):
        passes = 0

        def hook(given):
            nonlocal passes
            try:
                passes += 1
                if passes % self._every == 1 or self._every == 1:
                    gradient = parameter.grad if given is parameter else given
                    if self._gradients and gradient is not None:
                        self._norms[gradient_key] = gradient.detach().float().norm()
                    if self._weights:
                        self._norms[weight_key] = parameter.detach().float().norm()
            except Exception as error:  # noqa: BLE001 - a training must not end by being watched
                warn_of("watch", error)

        return hook

    def flush(self, run, step, now):
        """Writes the norms that were taken since the last log, at the run's step."""
        if not self._norms:
            return
        norms, self._norms = self._norms, {}
        try:
            by_device = {}
            for key, norm in norms.items():
                by_device.setdefault(norm.device, []).append((key, norm))
            pairs = []
            for group in by_device.values():
                import torch

                values = torch.stack([norm for _, norm in group]).cpu().tolist()
                pairs += zip((key for key, _ in group), values)
            run.points_at(max(0, step - 1), now, pairs)
        except Exception as error:  # noqa: BLE001 - see above
            warn_of("watch", error)

    def close(self):
        for handle in self._handles:
            handle.remove()
        self._handles = []
