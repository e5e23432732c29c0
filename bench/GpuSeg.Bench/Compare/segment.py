"""Segmentation as a Python user would write it: the counterpart of `gpuseg segment IMAGE... -k K -o PREFIX`,
and of `gpuseg bids` over as many subjects with these images.
"""
import sys

import nibabel
import numpy
from sklearn.mixture import GaussianMixture

k, output, subjects, *paths = sys.argv[1:]
for _ in range(int(subjects)):
    images = [nibabel.load(path) for path in paths]
    volumes = [image.get_fdata() for image in images]
    mask = numpy.all([volume > 0 for volume in volumes], axis=0)
    features = numpy.stack([volume[mask] for volume in volumes], axis=1)
    labels = numpy.zeros(mask.shape, numpy.uint8)
    labels[mask] = GaussianMixture(int(k), random_state=0).fit_predict(features) + 1
    nibabel.save(nibabel.Nifti1Image(labels, images[0].affine), output)
