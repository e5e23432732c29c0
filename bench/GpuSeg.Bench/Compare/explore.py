"""The founding example with its figures, as a Python user would write it: the counterpart of
`gpuseg explore IMAGE... -k 2-4 --methods gmm --scale none`.
"""
import os
import sys

import matplotlib

matplotlib.use("Agg")
import nibabel
import numpy
from matplotlib import colors, pyplot
from sklearn.mixture import GaussianMixture
from sklearn.preprocessing import StandardScaler

folder, *paths = sys.argv[1:]
names = [os.path.basename(path).split(".")[0] for path in paths]
volumes = [nibabel.load(path).get_fdata() for path in paths]
count = len(volumes)
mask = numpy.all([volume > 0 for volume in volumes], axis=0)
features = numpy.stack([volume[mask] for volume in volumes], axis=1)
slices = [volumes[0].shape[2] // 2 + step for step in (0, 2, 4, 6, 8)]
middle = slices[2]


def save(figure, name):
    figure.tight_layout()
    figure.savefig(os.path.join(folder, name + ".png"))
    pyplot.close(figure)


def histograms(columns, name):
    figure, axes = pyplot.subplots(1, count, figsize=(20, 4))
    for axis, column, title in zip(axes, columns, names):
        axis.hist(column, bins=50)
        axis.set_title(title)
        axis.set_xlabel("Intensity")
    save(figure, name)


def mapped(features, k):
    labels = numpy.zeros(mask.shape)
    labels[mask] = GaussianMixture(k, random_state=123).fit_predict(features) + 1
    return labels


def pairs(name, draw):
    figure, axes = pyplot.subplots(count, count, figsize=(20, 20))
    for i in range(count):
        for j in range(count):
            if i == j:
                axes[i, j].hist(features[:, i], bins=50)
                axes[i, j].set_title(names[i])
            else:
                draw(axes[i, j], features[:, i], features[:, j])
                axes[i, j].set_xlabel(names[i])
                axes[i, j].set_ylabel(names[j])
    save(figure, name)


figure, axes = pyplot.subplots(1, count, figsize=(20, 10))
for axis, volume, title in zip(axes, volumes, names):
    axis.imshow(volume[:, :, middle], cmap="gray")
    axis.set_title(title)
save(figure, "slices")

histograms([volume.flatten() for volume in volumes], "histograms_all")
histograms(features.T, "histograms_masked")
histograms(StandardScaler().fit_transform(features).T, "histograms_scaled")

single = {k: [mapped(features[:, [i]], k) for i in range(count)] for k in (2, 3, 4)}
together = {k: mapped(features, k) for k in (2, 3, 4)}
for k, maps in single.items():
    for name, labels in zip(names + ["all"], maps + [together[k]]):
        nibabel.save(nibabel.Nifti1Image(labels.astype(numpy.uint8), nibabel.load(paths[0]).affine), os.path.join(folder, f"{name}_gmm_k{k}_dseg.nii.gz"))

figure, axes = pyplot.subplots(3, count, figsize=(20, 15))
for row, (k, maps) in zip(axes, single.items()):
    row[0].set_ylabel(f"{k} clusters")
    for axis, labels in zip(row, maps):
        axis.imshow(labels[:, :, middle], cmap="viridis")
save(figure, "labels")

figure, axes = pyplot.subplots(1, count + 1, figsize=(20, 5))
for axis, labels, title in zip(axes, single[3] + [together[3]], names + ["all images"]):
    axis.imshow(labels[:, :, middle], cmap="viridis")
    axis.set_title(title)
save(figure, "labels_all")

figure, axes = pyplot.subplots(count + 1, len(slices), figsize=(20, 20))
for row, volume, title in zip(axes, volumes + [together[3]], names + ["labels"]):
    row[0].set_ylabel(title)
    for axis, number in zip(row, slices):
        axis.imshow(volume[:, :, number], cmap="viridis" if title == "labels" else "gray")
        axis.set_title(f"slice {number}")
save(figure, "slices_labels")

pairs("scatter", lambda axis, x, y: axis.scatter(x, y, c=together[3][mask], cmap="viridis", vmin=0))
pairs("hist2d", lambda axis, x, y: axis.hist2d(x, y, bins=100, norm=colors.PowerNorm(0.2)))
