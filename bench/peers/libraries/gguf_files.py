"""Writes GGUF files with the gguf package: architectures, quantised tensors, tokenizers and ordinary chat templates."""
import os
import sys

import numpy as np
from gguf import GGMLQuantizationType as Kind
from gguf import GGUFWriter, quants

FOLDER = sys.argv[1]
random = np.random.default_rng(7)
PLAIN = "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
TOOLS = """{%- if tools %}{{- '<tools>' }}{%- for tool in tools %}{{- tool | tojson }}{%- endfor %}{{- '</tools>' }}{%- endif %}
{%- set ns = namespace(last=-1) %}{%- for message in messages %}{%- if message.role == 'user' and loop.index0 > ns.last %}
{%- set ns.last = loop.index0 %}{%- endif %}{{- '<|' + message.role + '|>' + message.content | trim + eos_token }}{%- endfor %}"""
RAISES = "{% if messages[0]['role'] != 'user' %}{{ raise_exception('start with the user') }}{% endif %}{{ bos_token }}{{ messages[0]['content'] }}"


def write(name, architecture="llama", template=None, tensors=None, **values):
    writer = GGUFWriter(os.path.join(FOLDER, name), architecture)
    writer.add_name(name)
    writer.add_context_length(512)
    writer.add_block_count(1)
    writer.add_embedding_length(32)
    for key, value in values.items():
        getattr(writer, f"add_{key}")(value)
    if template is not None:
        writer.add_tokenizer_model("gpt2")
        writer.add_token_list([f"t{i}" for i in range(50)])
        writer.add_token_types([1] * 50)
        writer.add_token_merges(["a b", "b c"])
        writer.add_chat_template(template)
    for key, tensor in (tensors or {"token_embd.weight": random.random((8, 32)).astype("f4")}).items():
        writer.add_tensor(key, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def quantised(name, kind):
    writer = GGUFWriter(os.path.join(FOLDER, name), "llama")
    writer.add_file_type(2)
    writer.add_tensor("blk.0.ffn_up.weight", quants.quantize(random.random((4, 256)).astype("f4"), kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


write("plain.gguf")
for architecture in ("qwen2", "gemma", "phi3", "bert"):
    write(f"{architecture}.gguf", architecture)
write("chat.gguf", template=PLAIN)
write("tools.gguf", template=TOOLS)
write("raises.gguf", template=RAISES)
write("two-templates.gguf", template=[{"name": "default", "template": PLAIN}, {"name": "tool_use", "template": TOOLS}])
write("described.gguf", description="a model made for a test", license="apache-2.0", author="maker", url="https://example.org/model")
write("half.gguf", tensors={"a.weight": random.random((4, 32)).astype("f2"), "b.weight": random.random(7).astype("f4")})
write("many.gguf", tensors={f"blk.{i}.attn_q.weight": random.random((2, 32)).astype("f4") for i in range(60)})
for kind in (Kind.Q8_0, Kind.Q4_0, Kind.Q5_1, Kind.BF16):
    quantised(f"{kind.name.lower()}.gguf", kind)
