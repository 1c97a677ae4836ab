"""Grades on the workers of a dask.distributed cluster.

    edition   what must be the same there as here
    package   the assignment as a zip, and unpacked
    work      what a dask worker does: one submission after the other
    host      the process beside it that holds the assignment and forks graders
    serving   the parts of that process which serve
    tasks     what is sent between them
    connect   the cluster: one that is there, or one that is started here
    shims     what dask is given to call there
    workers   which of them may grade, and have a thread free
    crew      hands submissions out and takes results in
    hire      all of this together, for the command
    ending    ends what may not answer

What a student wrote travels as bytes, and results as JSON that is decoded strictly; what dask
pickles is our own functions, bytes and numbers.
"""
