"""Makes the catalogues in compressed tiles beside this file, and what they hold, with fitsio and astropy.

Usage: python make.py

expected.npz has the flux as the library that wrote a file reads it again.
"""

import gzip
import pathlib

import astropy.io.fits
import fitsio
import numpy as np

ROWS, CHANNELS = 12, 60
FOLDER = pathlib.Path(__file__).parent


def flux():
    values = np.random.default_rng(5).normal(2, 0.5, (ROWS, CHANNELS)).astype("f4")
    values[3, 7] = np.nan
    values[5] = 0
    values[6, 10] = 0
    values[8] = 1.5
    return values


def metadata():
    table = np.zeros(ROWS, dtype=[("EXPID", "i4"), ("MJD", "f8"), ("PROGRAM", "S6"), ("OK", "?")])
    table["EXPID"] = 1000 + np.arange(ROWS)
    table["MJD"] = 59000.25 + np.arange(ROWS)
    table["PROGRAM"] = [b"dark", b"bright"] * (ROWS // 2)
    table["OK"] = np.arange(ROWS) % 3 == 0
    return table


def with_fitsio(path, values, **how):
    with fitsio.FITS(path, "rw", clobber=True) as file:
        file.write(None)
        file.write(np.linspace(3600, 3647.2, CHANNELS), extname="WAVELENGTH", compress="GZIP", qlevel=0)
        file.write(values, extname="FLUX", **how)
        file.write(metadata(), extname="METADATA")
    return fitsio.read(path, ext="FLUX")


def with_astropy(path, values, **how):
    image = astropy.io.fits.CompImageHDU(values, name="FLUX", **how)
    astropy.io.fits.HDUList(
        [
            astropy.io.fits.PrimaryHDU(),
            astropy.io.fits.ImageHDU(np.linspace(3600, 3647.2, CHANNELS), name="WAVELENGTH"),
            image,
            astropy.io.fits.BinTableHDU(metadata(), name="METADATA"),
        ]
    ).writeto(path, overwrite=True)
    return astropy.io.fits.getdata(path, "FLUX")


def main():
    whole = np.arange(ROWS * CHANNELS).reshape(ROWS, CHANNELS)
    dither1 = {"compress": "RICE", "qlevel": 16, "qmethod": "SUBTRACTIVE_DITHER_1"}
    dither2 = {"compress": "RICE", "qlevel": 16, "qmethod": "SUBTRACTIVE_DITHER_2"}
    files = {
        "rice_dither1": (with_fitsio, flux(), {**dither1, "dither_seed": 17}),
        "rice_dither2": (with_fitsio, flux(), {**dither2, "dither_seed": 9999}),
        "rice_no_dither": (with_fitsio, flux(), {"compress": "RICE", "qlevel": 4, "qmethod": "NO_DITHER"}),
        "rice_tall_tiles": (with_fitsio, flux(), {**dither1, "dither_seed": 3, "tile_dims": [5, 25]}),
        "rice_int16": (with_fitsio, (whole % 300 - 150).astype("i2"), {"compress": "RICE"}),
        "rice_uint16": (with_fitsio, (whole * 91 % 65536).astype("u2"), {"compress": "RICE"}),
        "rice_int32": (with_fitsio, (whole * 1_000_003 % 2**31 - 2**30).astype("i4"), {"compress": "RICE"}),
        "rice_uint8": (with_fitsio, (whole % 256).astype("u1"), {"compress": "RICE"}),
        "gzip1_lossless": (with_fitsio, flux(), {"compress": "GZIP", "qlevel": 0}),
        "gzip2_lossless": (with_fitsio, flux(), {"compress": "GZIP_2", "qlevel": 0}),
        "gzip2_double": (with_fitsio, flux().astype("f8"), {"compress": "GZIP_2", "qlevel": 0}),
        "gzip2_dither1": (
            with_fitsio,
            flux(),
            {"compress": "GZIP_2", "qlevel": 8, "qmethod": "SUBTRACTIVE_DITHER_1", "dither_seed": 1},
        ),
        "gzip1_int16": (with_fitsio, (whole % 300 - 150).astype("i2"), {"compress": "GZIP"}),
        "hcompress": (with_fitsio, whole.astype("i4"), {"compress": "HCOMPRESS", "tile_dims": [12, 60]}),
        "astropy_rice": (
            with_astropy,
            flux(),
            {"compression_type": "RICE_1", "quantize_level": 16, "quantize_method": 1, "dither_seed": 42},
        ),
        "astropy_gzip2": (with_astropy, flux(), {"compression_type": "GZIP_2", "quantize_level": 0}),
        "astropy_int64": (with_astropy, whole.astype("i8") * 2**33, {"compression_type": "GZIP_1"}),
    }
    expected = {}
    for name, (write, values, how) in files.items():
        path = FOLDER / f"{name}.fits.fz"
        expected[name] = write(str(path), values, **how).astype("f4")
        if name != "rice_dither1":
            # These small files are mostly padding.
            (FOLDER / f"{name}.fits.fz.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
            path.unlink()
    np.savez_compressed(FOLDER / "expected.npz", **expected)


if __name__ == "__main__":
    main()
