{% set parsed = fromjson('{"a": [1, 2.5, null, true], "b": "x"}') %}
{% set yaml = fromyaml('a: 1\nb: [x, 2024-01-01]') %}
select
  {{ quoted(parsed) }} as from_json,
  {{ quoted(tojson({'b': [1, none, true], 'a': 'ž'}, sort_keys=true)) }} as to_json,
  {{ quoted(yaml['a']) }} as from_yaml,
  {{ quoted(toyaml({'a': [1]}) | trim) }} as to_yaml,
  {{ quoted(set([1, 1, 2]) | list | sort) }} as set_of, {{ quoted(zip([1, 2], ['a', 'b']) | list) }} as zipped, {{ quoted(local_md5('x')) }} as md5,
  {{ quoted(fromjson('not json', 'fallback')) }} as fallback,
  {{ quoted(modules.datetime.date(2024, 2, 28) + modules.datetime.timedelta(days=2)) }} as date_math,
  {{ quoted(modules.datetime.datetime(2024, 1, 2, 3, 4, 5).strftime('%Y/%m/%d %H:%M:%S %j')) }} as strftime,
  {{ quoted(modules.datetime.datetime.strptime('2024-03-01', '%Y-%m-%d').isoformat()) }} as strptime,
  {{ quoted(modules.re.sub('[0-9]+', '#', 'a1b22')) }} as re_sub, {{ quoted(modules.re.match('(a)(.)', 'ab').group(2)) }} as re_match, {{ quoted(modules.re.findall('[a-z]', 'a1b')) }} as re_all,
  {{ quoted(modules.itertools.chain([1], [2]) | list) }} as chained,
  {{ quoted(modules.pytz.timezone('Europe/Oslo')) }} as zone,
  {{ quoted(var('words')) }} as words, {{ quoted(var('table').k) }} as k, {{ quoted(var('missing', 'd')) }} as missing, {{ quoted(var.has_var('words')) }} as has_var,
  {{ quoted(target.name) }} as target_name, {{ quoted(project_name) }} as project, {{ quoted(this) }} as me, {{ quoted(this.schema ~ this.name ~ this.table) }} as parts,
  {{ quoted(model.unique_id) }} as uid, {{ quoted(model.resource_type) }} as rtype, {{ quoted(model.fqn | join('.')) }} as fqn, {{ quoted(execute) }} as executing, {{ quoted(flags.FULL_REFRESH) }} as full_refresh, {{ quoted(flags.WHICH) }} as which,
  {{ quoted(ref('language')) }} as reference, {{ quoted(ref('language').name) }} as ref_name, {{ quoted(builtins.ref('language')) }} as built_in,
  {{ quoted(graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | map(attribute='name') | sort | list if execute) }} as graph_models,
  {{ quoted(dbt_metadata_envs) }} as envs, {{ quoted(invocation_args_dict.which) }} as args, {{ quoted(context is defined) }} as context_defined,
  {{ quoted(diff_of_two_dicts({'a': ['x', 'y']}, {'a': ['x']})) }} as diff, {{ quoted(selected_resources | length > 0) }} as selected, {{ quoted(thread_id is defined) }} as thread
