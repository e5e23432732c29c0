"""Idiomatic EM on a GPU with torch, CuPy, or scikit-learn through the array API; the argument names the library.

One JSON command per line on stdin, one JSON answer per line on stdout, as in peer.py. All values are float32 on the GPU, standardised,
and the products x_i x_j are computed before the clock starts. The loop never waits for the host.
"""
import base64
import json
import os
import platform
import sys
import time


class Library:
    """Differences between the libraries; names follow numpy, which torch also accepts."""

    def __init__(self, name):
        if name == "torch":
            import torch

            if not torch.cuda.is_available():
                raise RuntimeError("torch finds no GPU")
            self.xp, self.version = torch, torch.__version__
            self.array = lambda values: torch.as_tensor(values, dtype=torch.float32, device="cuda")
            self.wait = torch.cuda.synchronize
            self.host = lambda values: values.cpu().numpy()
            # The plain functions check the result for errors, which makes the loop wait for the host.
            self.cholesky = lambda matrices: torch.linalg.cholesky_ex(matrices)[0]
            self.inverse = lambda matrices: torch.linalg.inv_ex(matrices)[0]
            self.largest = lambda values: torch.amax(values, 1, keepdim=True)
            return
        elif name == "cupy":
            import cupy

            self.xp, self.version = cupy, cupy.__version__
            self.array = lambda values: cupy.asarray(values, dtype=cupy.float32)
            self.wait = cupy.cuda.Device().synchronize
            self.host = cupy.asnumpy
        elif name == "numpy":  # Checks the arithmetic without a GPU.
            import numpy

            self.xp, self.version = numpy, numpy.__version__
            self.array = lambda values: numpy.asarray(values, dtype=numpy.float32)
            self.wait = lambda: None
            self.host = numpy.asarray
        else:
            raise RuntimeError(f"unknown library {name!r}; give torch, cupy or sklearn")
        self.cholesky, self.inverse = self.xp.linalg.cholesky, self.xp.linalg.inv
        self.largest = lambda values: self.xp.amax(values, 1, keepdims=True)


class Em:
    """Full covariances; phi = the products x_i x_j with i <= j, so that both sums of the M-step are one matrix product each."""

    def __init__(self, library, x):
        self.library, self.xp, self.x = library, library.xp, x
        d = x.shape[1]
        self.pairs = [(i, j) for i in range(d) for j in range(i, d)]
        self.phi = self.xp.stack([x[:, i] * x[:, j] for i, j in self.pairs], 1)

    def log_joint(self, weights, means, precisions):
        """log w_k N(x | m_k, C_k), with the precisions' factors: C_k^-1 = P_k P_k'."""
        xp, (k, d) = self.xp, means.shape
        factors = self.library.cholesky(precisions)
        together = xp.moveaxis(factors, 0, 1).reshape(d, k * d)
        shift = xp.squeeze(xp.matmul(means[:, None, :], factors), 1).reshape(k * d)
        y = (xp.matmul(self.x, together) - shift).reshape(-1, k, d)
        log_det = xp.log(xp.stack([factors[:, i, i] for i in range(d)], 1)).sum(1)
        return -0.5 * ((y * y).sum(2) + d * 1.8378770664093453) + log_det + xp.log(weights)

    def step(self, weights, means, precisions, ridge):
        xp = self.xp
        joint = self.log_joint(weights, means, precisions)
        r = xp.exp(joint - self.library.largest(joint))
        r = r / r.sum(1)[:, None]
        n = r.sum(0)
        rt = xp.moveaxis(r, 0, 1)
        means = xp.matmul(rt, self.x) / n[:, None]
        second = xp.matmul(rt, self.phi) / n[:, None]
        d = means.shape[1]
        columns = {}
        for column, (i, j) in enumerate(self.pairs):
            columns[i, j] = columns[j, i] = second[:, column] - means[:, i] * means[:, j]
        covariances = xp.stack([xp.stack([columns[i, j] for j in range(d)], 1) for i in range(d)], 1) + ridge
        return n / self.x.shape[0], means, self.library.inverse(covariances)


def hello(state, command):
    name = sys.argv[1]
    try:
        if name == "sklearn":
            import sklearn

            version = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
            if version < (1, 8):
                raise RuntimeError(f"GaussianMixture of scikit-learn {sklearn.__version__} does not accept GPU arrays")
            os.environ["SCIPY_ARRAY_API"] = "1"
        state["library"] = Library("torch" if name == "sklearn" else name)
        import numpy  # Imported here so that the first load does not include it.
    except ImportError as e:
        raise RuntimeError(f"{e.name} is not installed")
    return {"python": platform.python_version(), name: state["library"].version}


def load(state, command):
    import numpy

    x = numpy.fromfile(command["file"], numpy.float32).reshape(command["d"], -1).T.astype(numpy.float64)
    state["mean"], state["sd"] = x.mean(0), x.std(0)
    x = (x - state["mean"]) / state["sd"]
    state["x"] = state["library"].array(numpy.tile(x.astype(numpy.float32), (command["repeats"], 1)))
    state["em"] = None
    return {"voxels": state["x"].shape[0]}


def start(state, command):
    import numpy

    k, d, sd = command["k"], command["d"], state["sd"]
    weights = numpy.array(command["weights"])
    means = (numpy.array(command["means"]).reshape(k, d) - state["mean"]) / sd
    precisions = numpy.array(command["precisions"]).reshape(k, d, d) * numpy.outer(sd, sd)
    return weights, means, precisions


def fit_plain(state, command):
    import numpy

    library = state["library"]
    state["em"] = em = state["em"] or Em(library, state["x"])
    ridge = library.array(numpy.diag(1e-6 / state["sd"] ** 2))
    parameters = [library.array(values) for values in start(state, command)]
    library.wait()
    begin = time.perf_counter()
    for _ in range(command["max_iter"]):
        parameters = em.step(*parameters, ridge)
    library.wait()
    seconds = time.perf_counter() - begin
    return seconds, command["max_iter"], lambda: library.host(em.log_joint(*parameters).argmax(1))


def fit_sklearn(state, command):
    import warnings

    import sklearn
    from sklearn.mixture import GaussianMixture

    library = state["library"]
    weights, means, precisions = (library.array(values) for values in start(state, command))
    with sklearn.config_context(array_api_dispatch=True), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = GaussianMixture(
            command["k"], tol=0, max_iter=command["max_iter"], init_params="random_from_data", random_state=0,
            weights_init=weights, means_init=means, precisions_init=precisions)
        library.wait()
        begin = time.perf_counter()
        model.fit(state["x"])
        library.wait()
        seconds = time.perf_counter() - begin

        def labels():
            with sklearn.config_context(array_api_dispatch=True):
                return library.host(model.predict(state["x"]))

        return seconds, int(model.n_iter_), labels


def fit(state, command):
    seconds, n_iter, labels = (fit_sklearn if sys.argv[1] == "sklearn" else fit_plain)(state, command)
    answer = {"seconds": seconds, "n_iter": n_iter, "objective": 0.0}
    if command["labels"]:
        answer["labels"] = base64.b64encode(labels().astype("uint8").tobytes()).decode()
    return answer


def main():
    state = {}
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = {"hello": hello, "load": load, "fit": fit}[command["do"]](state, command)
        except RuntimeError as e:
            answer = {"error": str(e).splitlines()[0]}
        except Exception as e:  # The driver reports it to the user.
            answer = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
