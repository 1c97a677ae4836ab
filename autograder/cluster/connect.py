"""The cluster: one that is there, or one that is started here."""

from __future__ import annotations

import contextlib
import importlib
import logging
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from multiprocessing import resource_tracker
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.cluster.ending import within
from autograder.errors import EnvironmentFault, UsageError

if TYPE_CHECKING:
    from distributed import Client
    from distributed.security import Security

LOCAL = "local"
CONNECTING_SECONDS = 10.0
ENDING_SECONDS = 1.0
LOGGERS = ("distributed", "distributed.client", "tornado.application", "asyncio")
CERTIFICATE = (
    *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
    *("-nodes", "-subj", "/CN=autograder", "-days", "30", "-keyout", "key.pem"),
    *("-out", "certificate.pem"),
)


@contextlib.contextmanager
def connected(address: str, jobs: int) -> Iterator[Client]:
    """Connect to a cluster.

    Parameters
    ----------
    address
        Of its scheduler; `local` starts a cluster on this machine, which ends with the block.
    jobs
        How many workers that has.

    Raises
    ------
    EnvironmentFault
        When dask.distributed is not installed, or no cluster can be started here.
    UsageError
        When no scheduler answers at the address.
    """
    distributed: Any
    try:
        import distributed
    except ImportError:
        raise EnvironmentFault(
            "--cluster needs dask.distributed, which is not installed; "
            "`pip install backprop-autograder[cluster]` installs it"
        ) from None
    _be_quiet()
    with contextlib.ExitStack() as stack:
        where = stack.enter_context(_started(jobs)) if address == LOCAL else address
        client = distributed.Client.__new__(distributed.Client)
        try:
            client.__init__(where, timeout=CONNECTING_SECONDS, set_as_default=False)
        except Exception as error:  # OSError, ValueError, what TLS raises, and more
            client.status = "closed"  # or its end would wait for what never was connected
            why = str(error) or "it speaks another protocol; is it one of tcp:// and tls://?"
            raise UsageError(f"--cluster {address}: no scheduler answers there ({why})") from None
        try:
            yield client
        finally:
            within(ENDING_SECONDS, client.close)


@contextlib.contextmanager
def _started(jobs: int) -> Iterator[Any]:
    distributed: Any = importlib.import_module("distributed")
    security = throwaway_security()
    # Ctrl-C reaches the whole group, and this process is the one to act on it: what is started
    # from here on, also later and from the cluster's own threads, does not hear of it.
    resource_tracker.ensure_running()  # what starts it hears of it again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        cluster = distributed.LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            dashboard_address=None,
            memory_limit=0,  # it would be the dask worker's own, not that of its graders
            security=security,
            silence_logs=logging.CRITICAL + 1,
            scheduler_kwargs={"allowed_failures": 0},  # the crew tries again itself
        )
    except (OSError, RuntimeError) as error:
        raise EnvironmentFault(f"--cluster local: no cluster can be started ({error})") from None
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    cluster.shutdown_on_close = False  # it is closed below, and not once more at the exit
    try:
        yield cluster
    finally:
        within(ENDING_SECONDS, cluster.close)  # or they end with this process


def throwaway_security() -> Security:
    """Return TLS certificates for a cluster on this machine.

    Whoever can connect to a scheduler has the rights of its user, and to a port of this machine
    can connect whoever is logged in.

    Raises
    ------
    EnvironmentFault
        When the program openssl is not there or fails.
    """
    from distributed.security import Security

    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        try:
            subprocess.run(CERTIFICATE, cwd=folder, check=True, capture_output=True, timeout=60)
            key, certificate = (
                Path(folder, name).read_text() for name in ("key.pem", "certificate.pem")
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise EnvironmentFault(
                f"--cluster local needs the program openssl, to make certificates ({error})"
            ) from None
    roles = ("scheduler", "worker", "client")
    make: Any = Security
    security: Security = make(
        require_encryption=True,
        tls_ca_file=certificate,
        **{f"tls_{role}_key": key for role in roles},
        **{f"tls_{role}_cert": certificate for role in roles},
    )
    return security


def _be_quiet() -> None:
    """Have dask log nothing: what it has to say of lost workers is told in our own words."""
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
