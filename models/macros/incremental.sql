{#
    Takes rows out of an incremental fact that a full build would not have: what they stand for was
    deleted or cancelled, or its system is no longer configured. `key` maps the columns that tell rows
    of an entity apart to their types; the fact has them by the same names.
#}
{% macro delete_gone_rows(entity, key) -%}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where not exists (
        select 1
        from ({{ conform(entity, key) }}) as present
        where
            present.source_system = {{ this }}.source_system
            {%- for column in key %}
            and present.{{ column }} = {{ this }}.{{ column }}
            {%- endfor %}
    )
    {%- else -%}
    select 1 as nothing
    {%- endif -%}
{%- endmacro %}

{#
    The rows of `relation` that are new or another one than the table was built of, with _version_mark:
    a number made of `columns`, by which they are compared, which are all that a row is made of. `key`
    tells rows apart, in the table by the same names. In a full build all rows.
#}
{% macro changed_rows(relation, key, columns) -%}
select {{ relation }}.*
from (
    select
        *,
        {{ row_hash(columns) }} as _version_mark
    from {{ relation }}
) as {{ relation }}
{%- if is_incremental() %}
left join (
    select {{ key | join(', ') }}, _version_mark
    from {{ this }}
) as built
    on {% for column in key -%}
        {{ relation }}.{{ column }} = built.{{ column }} and {% endfor -%}
    {{ relation }}._version_mark = built._version_mark
where built._version_mark is null
{%- endif %}
{%- endmacro %}

{#
    The groups of rows that have to be made again: those whose mark (_version_mark of `marks`, a number
    made of all that the group's rows are made of) is not the one that the table has, and with a null
    mark those that the table has and `marks` has not. `key` are the group's columns, in both by the
    same names and never null. Groups of one row each are `single`. In a full build all groups.

    A model of groups has the strategy delete+insert with `key` as its unique_key, keeps the mark in a
    column _version_mark, ends with made_again, and has forget_gone_groups as post_hook.
#}
{% macro changed_groups(marks, key, single=false) -%}
{%- if is_incremental() -%}
select
    {%- for column in key %}
    coalesce({{ marks }}.{{ column }}, built.{{ column }}) as {{ column }},
    {%- endfor %}
    {{ marks }}._version_mark
from {{ marks }}
full outer join (
    {%- if single %}
    select {{ key | join(', ') }}, _version_mark
    from {{ this }}
    {%- else %}
    select {{ key | join(', ') }}, min(_version_mark) as _version_mark
    from {{ this }}
    group by {{ key | join(', ') }}
    {%- endif %}
) as built
    on {% for column in key -%}
        {{ marks }}.{{ column }} = built.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor %}
where
    {{ marks }}._version_mark is distinct from built._version_mark
{%- else -%}
select {{ key | join(', ') }}, _version_mark
from {{ marks }}
{%- endif -%}
{%- endmacro %}

{#
    The rows of `final`, and for every group of `groups` (of changed_groups) one row with nothing but its
    key, so that also the rows of groups are replaced that have none left.
#}
{% macro made_again(final, groups, key) -%}
select * from {{ final }}
{%- if is_incremental() %}

union all

select
    {%- for column in adapter.get_columns_in_relation(this) %}
    {{ column.name if column.name in key else 'cast(null as ' ~ column.dtype ~ ')' }} as {{ column.name }}
    {{- ',' if not loop.last }}
    {%- endfor %}
from {{ groups }}
{%- endif %}
{%- endmacro %}

{# Takes out what made_again adds. #}
{% macro forget_gone_groups() -%}
    {%- if is_incremental() -%}
    delete from {{ this }} where _version_mark is null
    {%- else -%}
    select 1 as nothing
    {%- endif -%}
{%- endmacro %}

{# In an incremental build, keeps the rows of `relation` that belong to one of `groups`. #}
{% macro only_groups(relation, groups, key) -%}
{%- if is_incremental() -%}
inner join {{ groups }}
    on {% for column in key -%}
        {{ relation }}.{{ column }} = {{ groups }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor %}
{%- endif -%}
{%- endmacro %}

{#
    For a model whose groups are single rows: the rows of `relation`, with _version_mark, that are new
    or another one than the table has. `key` tells rows apart, in the table by the same names. In a full
    build all rows.
#}
{% macro changed_members(relation, key) -%}
select {{ relation }}.*
from {{ relation }}
{%- if is_incremental() %}
left join (
    select {{ key | join(', ') }}, _version_mark
    from {{ this }}
) as built
    on {% for column in key -%}
        {{ relation }}.{{ column }} = built.{{ column }} and {% endfor -%}
    {{ relation }}._version_mark = built._version_mark
where built._version_mark is null
{%- endif %}
{%- endmacro %}

{# For made_again, the unique_key of rows of the table that `relation` has no more. #}
{% macro gone_members(relation, key, unique_key) -%}
{%- if is_incremental() -%}
select built.{{ unique_key }}
from {{ this }} as built
left join {{ relation }}
    on {% for column in key -%}
        built.{{ column }} = {{ relation }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor %}
where {{ relation }}.{{ key[0] }} is null
{%- else -%}
select cast(null as bigint) as {{ unique_key }} from {{ relation }} where 1 = 0
{%- endif -%}
{%- endmacro %}

{#
    An entity as a fact that compares rows needs it: the columns `compared`, and in a full build, which
    compares nothing, `details` too. joined_details gives them to rows that are to be written.
#}
{% macro conform_compared(entity, compared, details) -%}
    {%- set columns = {} -%}
    {%- do columns.update(compared) -%}
    {%- if not is_incremental() -%}{%- do columns.update(details) -%}{%- endif -%}
    {{ conform(entity, columns) }}
{%- endmacro %}

{% macro joined_details(relation, entity, key, details) -%}
    {%- if is_incremental() -%}
    {%- set columns = {} -%}
    {%- do columns.update(key) -%}
    {%- do columns.update(details) -%}
    select
        {{ relation }}.*
        {%- for column in details %},
        details.{{ column }}
        {%- endfor %}
    from {{ relation }}
    inner join ({{ conform(entity, columns) }}) as details
        on {{ relation }}.source_system = details.source_system
        {%- for column in key %}
        and {{ relation }}.{{ column }} = details.{{ column }}
        {%- endfor %}
    {%- else -%}
    select * from {{ relation }}
    {%- endif -%}
{%- endmacro %}
