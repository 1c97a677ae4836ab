"""What runs on Gradescope: one submission, by its metadata, with valid results throughout.

metadata     what the platform says of a submission
late         what lateness costs
rate_limit   whether a submission is one too many
carry_over   an earlier result in its place
prepared     the configuration as the image's build has read it
memory       what a worker may have in this container
results      the file that the platform reads, also where nothing was graded
run          grades the submission
supervisor   starts that, and ends it in time
"""
