"""The scikit-learn side of `compare`: one JSON command per line on stdin, one JSON answer per line on stdout.

Arrays are float64 and C-contiguous, which scikit-learn uses without conversion. Threads are set per command.
"""
import base64
import json
import platform
import sys
import time
import warnings


def hello(state, command):
    try:
        import nibabel
        import numpy
        import sklearn
        from threadpoolctl import threadpool_info
    except ImportError as e:
        raise RuntimeError(f"{e.name} is not installed (Debian: python3-sklearn python3-nibabel)")

    blas = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    return {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scikit_learn": sklearn.__version__,
        "nibabel": nibabel.__version__,
        "blas": " + ".join(f'{b["internal_api"]} {b["version"]} ({b.get("threading_layer")}, {b.get("architecture")})' for b in blas) or "unknown",
    }


def load(state, command):
    import nibabel
    import numpy

    images = [nibabel.load(path).get_fdata() for path in command["images"]]
    mask = numpy.all([numpy.isfinite(image) & (image > 0) for image in images], axis=0)
    # Voxels are in Fortran order in the file; labels are compared voxel by voxel.
    state["x"] = numpy.ascontiguousarray(numpy.stack([image.T[mask.T] for image in images], axis=1))
    return {"voxels": state["x"].shape[0]}


def mixture(command):
    import numpy
    from sklearn.mixture import GaussianMixture

    k, d = command["k"], command["d"]
    if "means" not in command:
        return GaussianMixture(k, random_state=command["seed"])
    return GaussianMixture(
        k, tol=0, max_iter=command["max_iter"], random_state=0,
        # The start is complete; this init, which runs nevertheless, is the cheapest.
        init_params="random_from_data",
        weights_init=numpy.array(command["weights"]),
        means_init=numpy.array(command["means"]).reshape(k, d),
        precisions_init=numpy.array(command["precisions"]).reshape(k, d, d),
    )


def kmeans(command):
    import numpy
    from sklearn.cluster import KMeans

    k, d = command["k"], command["d"]
    if "centres" not in command:
        return KMeans(k, n_init=command["n_init"], random_state=command["seed"])
    return KMeans(
        k, init=numpy.array(command["centres"]).reshape(k, d), n_init=1, tol=0,
        max_iter=command["max_iter"], algorithm="lloyd",
    )


def fit(state, command):
    from threadpoolctl import threadpool_limits

    make = {"mixture": mixture, "kmeans": kmeans}[command["method"]]
    with threadpool_limits(limits=command["threads"]), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = time.perf_counter()
        for _ in range(command["repeats"]):
            model = make(command)
            labels = model.fit_predict(state["x"])
        seconds = time.perf_counter() - start
    answer = {
        "seconds": seconds / command["repeats"],
        "n_iter": int(model.n_iter_),
        "objective": float(model.lower_bound_ if command["method"] == "mixture" else model.inertia_),
    }
    if command["labels"]:
        answer["labels"] = base64.b64encode(labels.astype("uint8").tobytes()).decode()
    return answer


def main():
    state = {}
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = {"hello": hello, "load": load, "fit": fit}[command["do"]](state, command)
        except RuntimeError as e:
            answer = {"error": str(e)}
        except Exception as e:  # The driver reports it to the user.
            answer = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
