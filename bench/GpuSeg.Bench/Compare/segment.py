"""What a user writes today: the counterpart of `gpuseg segment IMAGE... -k K -o PREFIX`."""
import sys

import nibabel
import numpy
from sklearn.mixture import GaussianMixture

k, output, *paths = sys.argv[1:]
images = [nibabel.load(path) for path in paths]
volumes = [image.get_fdata() for image in images]
mask = numpy.all([volume > 0 for volume in volumes], axis=0)
features = numpy.stack([volume[mask] for volume in volumes], axis=1)
labels = numpy.zeros(mask.shape, numpy.uint8)
labels[mask] = GaussianMixture(int(k), random_state=0).fit_predict(features) + 1
nibabel.save(nibabel.Nifti1Image(labels, images[0].affine), output)
