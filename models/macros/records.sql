{#
    The rows of `marked` (the records of an entity with _version_mark), with all of the entity's
    `columns`. In an incremental build `marked` has only the narrow ones that marks and lookups are made
    of, and those of `kept`; the others are read for the records of `groups` (of changed_groups). `key`
    tells records apart.
#}
{% macro records_made_again(entity, columns, marked, groups, key, kept) -%}
{%- if is_incremental() -%}
select
    records.*,
    {%- for column in kept %}
    {{ marked }}.{{ column }},
    {%- endfor %}
    {{ groups }}._version_mark
from {{ groups }}
inner join {{ marked }}
    on {% for column in key -%}
        {{ groups }}.{{ column }} = {{ marked }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor %}
inner join (
    {{ conform(entity, columns) }}
) as records
    on {% for column in key -%}
        {{ groups }}.{{ column }} = records.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor %}
{%- else -%}
select * from {{ marked }}
{%- endif -%}
{%- endmacro %}

{# The columns of an entity that a model reads of all records: in a full build all. #}
{% macro columns_compared(columns, names) -%}
    {%- set compared = {'_record_mark': 'bigint'} -%}
    {%- for column in columns -%}
        {%- if column in names or not is_incremental() -%}
            {%- do compared.update({column: columns[column]}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(compared) }}
{%- endmacro %}
