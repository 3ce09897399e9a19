"""A data set and a model as artifacts, files that are saved, and an artifact that is used again."""
import json
import os
import tempfile

import wandb

folder = tempfile.mkdtemp()
with open(os.path.join(folder, "data.json"), "w") as file:
    json.dump([1, 2, 3], file)
run = wandb.init(project="files", job_type="dataset")
data = wandb.Artifact("numbers", type="dataset", description="three of them", metadata={"count": 3})
data.add_dir(folder)
data.add_reference("s3://bucket/huge.bin")
run.log_artifact(data, aliases=["latest", "v-first"])
data.wait()
path = run.use_artifact("numbers:latest").download(root=os.path.join(folder, "copy"))
with open(os.path.join(path, "data.json")) as file:
    total = sum(json.load(file))
with open(os.path.join(wandb.run.dir, "model.txt"), "w") as file:
    file.write(str(total))
wandb.save(os.path.join(folder, "*.json"), base_path=folder)
wandb.log({"total": total})
run.log_code(folder)
