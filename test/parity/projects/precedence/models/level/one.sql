{{ config(tags='file', meta={'d': 'file', 'shared': 'file'}, pre_hook='select 3') }}
select 1 as id
