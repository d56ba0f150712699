{#
    The groups of rows that have to be made again: those whose mark (_version_mark of `marks`, a number
    made of all that the group's rows are made of) is not the one that the table has, and with a null
    mark those that the table has and `marks` has not. `key` are the group's columns, in both by the
    same names and never null. Groups of one row each are `single`. Every group of the table has a row of
    which one of the conditions `found_by` holds, at most one of each: then only those are read. In a full
    build all groups.

    A model of groups has the strategy delete+insert with `key` as its unique_key, keeps the mark in a
    column _version_mark, ends with made_again, and has forget_gone_groups as post_hook.
#}
{% macro changed_groups(marks, key, single=false, found_by=[]) -%}
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
    {%- elif found_by %}
    {{ marks_found_by(this, key, found_by) | indent(4) }}
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

{# The mark of every group of `relation`, which has a row of which one of the conditions `found_by` holds. #}
{% macro marks_found_by(relation, key, found_by) -%}
{%- if found_by | length == 1 -%}
select {{ key | join(', ') }}, _version_mark
from {{ relation }}
where {{ found_by[0] }}
{%- else -%}
select {{ key | join(', ') }}, min(_version_mark) as _version_mark
from (
    {%- for condition in found_by %}
    select {{ key | join(', ') }}, _version_mark
    from {{ relation }}
    where {{ condition }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}
) as found
group by {{ key | join(', ') }}
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
