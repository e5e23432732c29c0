"""Writes the answers of scikit-learn 1.2 to the data of HardData.cs as answers.json: python3 answers.py > answers.json"""
import json
import warnings

import numpy as np
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

warnings.simplefilter("ignore")
MASK = (1 << 64) - 1
CENTRES = [[0, 0, 0], [6, 0, 2], [0, 7, -3]]
THIRDS = [[2 / 3, -1 / 3, 2 / 3], [2 / 3, 2 / 3, -1 / 3], [-1 / 3, 2 / 3, 2 / 3]]
ALL = ["full", "tied", "diag", "spherical", "kmeans"]


class Draws:
    """SplitMix64."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def uniform(self):
        return (self.bits() >> 11) * 2.0**-53

    def normal(self):
        total = 0.0
        for _ in range(12):
            total += self.uniform()
        return total - 6

    def below(self, count):
        return self.bits() % count


def blobs(n=3000, seed=1):
    draws = Draws(seed)
    rows = []
    for _ in range(n):
        centre = CENTRES[draws.below(3)]
        rows.append([centre[j] + draws.normal() for j in range(3)])
    return rows


def mapped(f, n=3000):
    return [f(*row) for row in blobs(n)]


def turned(row):
    return [THIRDS[j][0] * row[0] + THIRDS[j][1] * row[1] + THIRDS[j][2] * row[2] for j in range(3)]


def whole(x):
    return float(np.floor(x + 0.5))


def greys(columns, n=3000):
    draws = Draws(2)
    return [[1.0 + draws.below(3) for _ in range(columns)] for _ in range(n)]


def normals(n, columns, scale, seed):
    draws = Draws(seed)
    return [[draws.normal() * scale for _ in range(columns)] for _ in range(n)]


def nearly(rows):
    draws = Draws(3)
    return [[x, x + draws.normal() * 1e-3] for (x,) in rows]


def with_outliers(count, value):
    return [[value] * 3 if i < count else row for i, row in enumerate(blobs())]


def repeated(rows, times):
    return [row for row in rows for _ in range(times)]


def far(distance):
    draws = Draws(5)
    return [[draws.normal() + (distance if i >= 3000 else 0)] for i in range(3050)]


def correlated(n, columns):
    draws = Draws(6)
    loads = [[draws.normal() for _ in range(columns)] for _ in range(2)]
    rows = []
    for _ in range(n):
        a, b, k = draws.normal(), draws.normal(), draws.below(3)
        rows.append([a * loads[0][j] + b * loads[1][j] + draws.normal() * 1e-3 + (1 if j == k else 0) for j in range(columns)])
    return rows


def wide(n, columns):
    draws = Draws(7)
    rows = []
    for _ in range(n):
        k = draws.below(3)
        rows.append([draws.normal() + (8 if j == k else 0) for j in range(columns)])
    return rows


X1 = mapped(lambda a, b, c: [whole(a * 100 + 1000)])
CASES = {
    "easy": (mapped(lambda a, b, c: [a, b, c]), 3, ALL),
    "condition 1e12": (mapped(lambda a, b, c: [a * 1e3 + 5e3, b + 2, c * 1e-3 + 1e-2]), 3, ALL),
    "condition 1e12, turned": (mapped(lambda a, b, c: turned([a * 1e3, b, c * 1e-3])), 3, ALL),
    "scales 1e-5 to 1e7": (mapped(lambda a, b, c: [a * 1e-5 + 1, b + 1, c * 1e7 + 1e8]), 3, ALL),
    "scale 1e-5": (mapped(lambda a, b, c: [a * 1e-5, b * 1e-5, c * 1e-5]), 3, ALL),
    "scale 1e-20": (mapped(lambda a, b, c: [a * 1e-20, b * 1e-20, c * 1e-20]), 3, ALL),
    "scale 1e15": (mapped(lambda a, b, c: [a * 1e15, b * 1e15, c * 1e15]), 3, ALL),
    "scale 1e18": (mapped(lambda a, b, c: [a * 1e18, b * 1e18, c * 1e18]), 3, ALL),
    "repeated channel": ([[x, x] for (x,) in X1], 3, ALL),
    "nearly repeated channel": (nearly(X1), 3, ALL),
    "collinear channels": (mapped(lambda a, b, c: [whole(a * 100 + 1000), b * 100, whole(a * 100 + 1000) + b * 100]), 3, ALL),
    "whole numbers at 1e6": (mapped(lambda a, b, c: [whole(a * 20 + 1e6), whole(b * 20 + 1e6), whole(c * 20 + 1e6)]), 3, ALL),
    "whole numbers at 1e8": (mapped(lambda a, b, c: [1e8 + 8 * whole(a * 4), 1e8 + 8 * whole(b * 4), 1e8 + 8 * whole(c * 4)]), 3, ALL),
    "three grey levels": (greys(1), 3, ALL),
    "three grey levels, two images": (greys(2), 3, ALL),
    "three grey levels, two clusters": (greys(1), 2, ALL),
    "outliers of 3e38": (with_outliers(5, 3.0e38), 3, ALL),
    "outliers of 1e30": (with_outliers(3, 1e30), 3, ALL),
    "outliers of 1e20": (with_outliers(3, 1e20), 3, ALL),
    "outliers of 1e18": (with_outliers(3, 1e18), 3, ALL),
    "outlier of 1e10": (with_outliers(1, 1e10), 3, ALL),
    "some denormals": (with_outliers(200, 1e-42), 3, ALL),
    "denormals": ([[(1 + row[0]) * 1e-44] for row in [[Draws(i).below(2000)] for i in range(3000)]], 3, ALL),
    "saturated int16": (mapped(lambda a, b, c: [min(max(whole(v * 9000), -32768), 32767) for v in (a, b, c)]), 3, ALL),
    "seven voxels repeated": (repeated(normals(7, 2, 10, 4), 500), 3, ALL),
    "seven voxels repeated, seven clusters": (repeated(normals(7, 2, 10, 4), 500), 7, ALL),
    "as many voxels as clusters": (normals(8, 2, 10, 8), 8, ALL),
    "one voxel more than clusters": (normals(9, 2, 10, 8), 8, ALL),
    "one voxel": ([[3.0, 4.0]], 1, ALL),
    "two voxels": ([[3.0, 4.0], [5.0, 6.0]], 1, ALL),
    "16 images": (wide(3000, 16), 3, ALL),
    "16 correlated images": (correlated(3000, 16), 3, ALL),
    "255 clusters": (normals(3000, 2, 100, 9), 255, ["diag", "full", "kmeans"]),
    "255 clusters of whole numbers": ([[whole(row[0] * 1000 + 2000)] for row in normals(4000, 1, 1, 10)], 255, ["full", "kmeans"]),
    "a constant slice": (blobs(3000) + [[2.0, 2.0, 2.0]] * 1200, 3, ALL),
    "two far groups": (far(1e6), 2, ALL),
    "two very far groups": (far(1e12), 2, ALL),
}


def start(x, k):
    """Voxels at equal ranks in lexicographic order, and one precision per image."""
    order = np.lexsort(x.T[::-1])
    return x[order[np.linspace(0, len(x) - 1, k).astype(int)]]


def precisions(x, k, kind):
    with np.errstate(all="ignore"):
        p = 1 / (x.var(0) + 1e-6)
    d = x.shape[1]
    return {
        "full": np.tile(np.diag(p), (k, 1, 1)), "tied": np.diag(p), "diag": np.tile(p, (k, 1)), "spherical": np.full(k, p.min()),
    }[kind]


def answer(x, k, kind):
    means = start(x, k)
    try:
        if kind == "kmeans":
            fit = KMeans(k, init=means, n_init=1, tol=0, algorithm="lloyd").fit(x)
            return {"objective": fit.inertia_}
        fit = GaussianMixture(
            k, covariance_type=kind, means_init=means, precisions_init=precisions(x, k, kind), weights_init=np.full(k, 1 / k),
            tol=0, max_iter=30, init_params="random", random_state=0).fit(x)
        return {"objective": fit.lower_bound_}
    except (ValueError, FloatingPointError) as error:
        return {"error": str(error)[:60]}


def main():
    answers = {}
    for name, (rows, k, kinds) in CASES.items():
        x = np.array(rows, np.float32).astype(np.float64)
        case = {"checksum": float(x.sum()) if np.isfinite(x.sum()) else None, "clusters": k}
        for kind in kinds:
            found = answer(x, k, kind)
            if not np.isfinite(found.get("objective", 0)):
                found = {"error": "not finite"}
            case[kind] = found
        answers[name] = case
    rounded = json.loads(json.dumps(answers), parse_float=lambda text: float(f"{float(text):.12g}"))
    print("{")
    print(",\n".join(f"{json.dumps(name)}: {json.dumps(case)}" for name, case in rounded.items()))
    print("}")


main()
