"""Workers with runs of their own in a group, and one run that is handed to a process."""
import multiprocessing as mp

import wandb


def own(number):
    run = wandb.init(project="several", group="workers", name=f"worker-{number}", reinit=True)
    for step in range(5):
        run.log({"loss": 1 / (step + 1 + number)})
    run.finish()
    return run.id


def shared(run):
    run.log({"from the worker": 1})


if __name__ == "__main__":
    wandb.setup()
    with mp.get_context("spawn").Pool(2) as pool:
        assert len(set(pool.map(own, range(3)))) == 3
    run = wandb.init(project="several", name="parent")
    process = mp.get_context("spawn").Process(target=shared, args=(run,))
    process.start()
    process.join()
    run.log({"from the parent": 2})
    run.finish()
